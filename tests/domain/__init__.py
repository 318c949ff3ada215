"""Rules of the shop, proved without a database or a screen."""
