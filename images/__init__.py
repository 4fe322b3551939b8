"""Makes what is flashed: one image for all roles, and the signed bundle that updates it.

Runs on a Debian machine as root, without loop devices, mounts or a FAT driver: files are put into file systems by
mke2fs and mtools. Nothing of this package is on a box.
"""
