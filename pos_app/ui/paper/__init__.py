"""Everything about paper that belongs to no tab: the print queue, receipts found again, the paper on screen."""
