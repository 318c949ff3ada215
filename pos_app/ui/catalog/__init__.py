"""The catalog tab: what the shop sells, read-only for now."""
