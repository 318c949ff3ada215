"""Scales on a serial port, a file a protocol; what they share is in `serial_scale.py`."""
