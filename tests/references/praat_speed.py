"""Seconds that Praat takes for pitch, and for pitch and intensity, of a file of 16 kHz 32-bit float samples."""

import sys
import time

import numpy as np
import parselmouth


def main() -> None:
    sound = parselmouth.Sound(np.fromfile(sys.argv[1], np.float32).astype(float), 16_000.0)
    for _ in range(int(sys.argv[2])):
        start = time.perf_counter()
        sound.to_pitch(time_step=0.01, pitch_floor=60.0, pitch_ceiling=400.0)
        pitch = time.perf_counter() - start
        sound.to_intensity(minimum_pitch=60.0, time_step=0.01)
        print(pitch, time.perf_counter() - start)


if __name__ == "__main__":
    main()
