"""What each command does, one file each. They know both sides; what may be typed is in `etalon.cli`."""
