"""The real window without a screen: one sale for pictures, many for the clock."""
