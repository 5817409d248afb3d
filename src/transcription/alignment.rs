//! Which attention heads follow the sound: from them whisper.cpp takes the times of words.

use whisper_rs::{DtwAhead, DtwMode, DtwModelPreset};

use super::models::Header;

/// Heads that may align one window within whisper.cpp's 128 MiB: each takes three tables of 224 tokens by 1500 positions.
/// With more it ends the process; the most of any published size is 23.
const ALIGNING_HEADS: i32 = 26;
/// All heads of the demo model's last layer are trained to align.
const DEMO_HEADS: [DtwAhead; 4] = [
    DtwAhead { n_text_layer: 2, n_head: 0 },
    DtwAhead { n_text_layer: 2, n_head: 1 },
    DtwAhead { n_text_layer: 2, n_head: 2 },
    DtwAhead { n_text_layer: 2, n_head: 3 },
];

/// The attention heads that follow the audio, by the model's size.
pub(super) fn alignment(header: &Header) -> DtwMode<'static> {
    let english = !header.is_multilingual();
    let model_preset = match (header.n_text_layer, header.n_text_state) {
        _ if header.is_demo() => return DtwMode::Custom { aheads: &DEMO_HEADS },
        (4, 384) if english => DtwModelPreset::TinyEn,
        (4, 384) => DtwModelPreset::Tiny,
        (6, 512) if english => DtwModelPreset::BaseEn,
        (6, 512) => DtwModelPreset::Base,
        (12, 768) if english => DtwModelPreset::SmallEn,
        (12, 768) => DtwModelPreset::Small,
        (24, 1024) if english => DtwModelPreset::MediumEn,
        (24, 1024) => DtwModelPreset::Medium,
        (32, 1280) if header.n_mels == 128 => DtwModelPreset::LargeV3,
        (32, 1280) => DtwModelPreset::LargeV2,
        (4, 1280) => DtwModelPreset::LargeV3Turbo,
        // A fine-tuned or distilled size: OpenAI's default, the upper half of the decoder.
        (layers, _) => {
            return DtwMode::TopMost { n_top: (layers / 2).min(ALIGNING_HEADS / header.n_text_head.max(1)).max(1) };
        }
    };
    DtwMode::ModelPreset { model_preset }
}
