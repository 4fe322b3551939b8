# Which slot starts: the same script on a Raspberry Pi (U-Boot rpi_arm64) and in QEMU's virt machine (qemu_arm64).
# The state is one sector of 512 bytes at 1 MiB (images/state.py), an environment of U-Boot's with its checksum. The FAT
# partition is never written at a start.
setexpr envaddr ${scriptaddr} + 0x10000
setenv BOOT_ORDER "A B"; setenv BOOT_A_LEFT 3; setenv BOOT_B_LEFT 3
${devtype} dev ${devnum}
if ${devtype} read ${envaddr} 0x800 1; then
  if env import -c ${envaddr} 0x200 BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT; then echo "motcua: state ok"; else echo "motcua: state bad, using defaults"; fi
fi
test "${BOOT_ORDER}" = "B A" || setenv BOOT_ORDER "A B"
test -n "${BOOT_A_LEFT}" || setenv BOOT_A_LEFT 3
test -n "${BOOT_B_LEFT}" || setenv BOOT_B_LEFT 3
setenv slot
for s in ${BOOT_ORDER}; do
  if test -z "${slot}"; then
    if test "${s}" = "A" && test ${BOOT_A_LEFT} -gt 0; then setexpr BOOT_A_LEFT ${BOOT_A_LEFT} - 1; setenv slot A; setenv part 2; fi
    if test "${s}" = "B" && test ${BOOT_B_LEFT} -gt 0; then setexpr BOOT_B_LEFT ${BOOT_B_LEFT} - 1; setenv slot B; setenv part 3; fi
  fi
done
if test -z "${slot}"; then
  # Mostly a power that failed again and again, minutes after it came: what was good goes first as before.
  echo "motcua: no tries left in any slot, resetting counters"
  setenv BOOT_A_LEFT 3; setenv BOOT_B_LEFT 3
  env export -c -s 0x200 ${envaddr} BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT
  ${devtype} write ${envaddr} 0x800 1
  reset
fi
env export -c -s 0x200 ${envaddr} BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT
${devtype} write ${envaddr} 0x800 1
echo "motcua: slot ${slot} (partition ${part}) A=${BOOT_A_LEFT} B=${BOOT_B_LEFT} order=${BOOT_ORDER}"
setenv bootargs "root=PARTUUID=@DISK_ID@-0${part} rauc.slot=${slot} @ARGUMENTS@"
if load ${devtype} ${devnum}:1 ${envaddr} extra.txt; then env import -t ${envaddr} ${filesize} extraargs; setenv bootargs "${bootargs} ${extraargs}"; fi
# A kernel of 38 MB and its initrd overlap at the usual addresses: fixed places far enough apart, and the firmware's
# device tree is moved out of their way first.
if test "${board}" = "qemu-arm"; then setenv k 0x42000000; setenv f 0x40000000; setenv r 0x48000000; else
  setenv k 0x00200000; setenv f 0x04000000; setenv r 0x04200000; cp.b ${fdt_addr} ${f} 0x40000; fi
if load ${devtype} ${devnum}:${part} ${k} /boot/kernel; then
  if load ${devtype} ${devnum}:${part} ${r} /boot/initrd; then
    booti ${k} ${r}:${filesize} ${f}
  fi
fi
echo "motcua: slot ${slot} cannot be loaded, next try"
reset
