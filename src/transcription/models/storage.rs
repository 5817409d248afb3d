//! How ggml stores weights: the types a whisper.cpp model file may hold.

/// A storage type of ggml: `bytes` hold `elements` weights.
pub struct Storage {
    pub name: &'static str,
    pub file_type: i32,
    pub tensor_type: u32,
    pub elements: u64,
    pub bytes: u64,
}

const fn storage(name: &'static str, file_type: i32, tensor_type: u32, elements: u64, bytes: u64) -> Storage {
    Storage { name, file_type, tensor_type, elements, bytes }
}

/// The storage types whisper.cpp's converter and quantiser write (ggml.h: `ggml_ftype`, `ggml_type`).
pub static STORAGE: [Storage; 12] = [
    storage("f32", 0, 0, 1, 4),
    storage("f16", 1, 1, 1, 2),
    storage("q4_0", 2, 2, 32, 18),
    storage("q4_1", 3, 3, 32, 20),
    storage("q8_0", 7, 8, 32, 34),
    storage("q5_0", 8, 6, 32, 22),
    storage("q5_1", 9, 7, 32, 24),
    storage("q2_K", 10, 10, 256, 84),
    storage("q3_K", 11, 11, 256, 110),
    storage("q4_K", 12, 12, 256, 144),
    storage("q5_K", 13, 13, 256, 176),
    storage("q6_K", 14, 14, 256, 210),
];
pub static F32: &Storage = &STORAGE[0];
pub static F16: &Storage = &STORAGE[1];
