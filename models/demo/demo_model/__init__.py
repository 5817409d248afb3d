"""The demo model of saywell: a small Whisper trained from random weights on synthetic interview talk."""
