"""Boots the image that is flashed, in QEMU, and uses it: taps, keys, papers, pictures, power cuts, updates.

What a machine does is waited for by what it says or shows, never by the clock: without KVM a start takes a minute or
five."""
