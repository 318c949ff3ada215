"""What a new shop is asked before there is one."""
