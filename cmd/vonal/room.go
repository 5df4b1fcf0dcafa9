package main

import (
	"syscall"

	"vonal/internal/fault"
)

// roomIn answers how much of the disk of a folder is free; nil where there is no
// folder on this machine.
func roomIn(folder string) func() (free, all uint64, err error) {
	if folder == "" {
		return nil
	}
	return func() (free, all uint64, err error) {
		var disk syscall.Statfs_t
		if err := syscall.Statfs(folder, &disk); err != nil {
			return 0, 0, fault.New(fault.Unavailable, "vonal.roomIn", "the folder of recordings cannot be looked at: %w", err)
		}
		size := uint64(disk.Bsize)
		return disk.Bavail * size, disk.Blocks * size, nil
	}
}
