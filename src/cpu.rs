//! What whisper.cpp was built for, so that a processor without it is told in a sentence and not by a crash. The build script
//! reads this file too.

/// Each feature that the compiler may have used, and whether this processor has it.
macro_rules! features {
    ($($name:tt),+) => {
        #[cfg(target_arch = "x86_64")]
        pub fn features() -> Vec<(&'static str, bool)> {
            vec![$(($name, std::arch::is_x86_feature_detected!($name))),+]
        }
    };
}

features!(
    "avx",
    "avx2",
    "bmi2",
    "f16c",
    "fma",
    "avx512f",
    "avx512bw",
    "avx512dq",
    "avx512vl",
    "avx512vbmi",
    "avx512vnni"
);

/// Other processors are built for what all of their kind have.
#[cfg(not(target_arch = "x86_64"))]
pub fn features() -> Vec<(&'static str, bool)> {
    Vec::new()
}
