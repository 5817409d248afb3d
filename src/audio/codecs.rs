//! The codecs that can be decoded, and the names of those that cannot.

use std::sync::LazyLock;

use symphonia::core::codecs::audio::well_known::*;
use symphonia::core::codecs::audio::{AudioCodecId, AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::codecs::registry::CodecRegistry;
use symphonia::core::errors::Result;
use symphonia::default::register_enabled_codecs;
use symphonia_adapter_libopus::OpusDecoder;

use super::aac_config;

/// Opus always decodes to this rate, Hz.
const OPUS_RATE: u32 = 48_000;

/// Symphonia's decoders and libopus.
static REGISTRY: LazyLock<CodecRegistry> = LazyLock::new(|| {
    let mut registry = CodecRegistry::new();
    register_enabled_codecs(&mut registry);
    registry.register_audio_decoder::<OpusDecoder>();
    registry
});

/// Codecs that containers carry and nothing here decodes.
const NAMES: [(AudioCodecId, &str); 12] = [
    (CODEC_ID_AC3, "AC-3"),
    (CODEC_ID_EAC3, "E-AC-3"),
    (CODEC_ID_AC4, "AC-4"),
    (CODEC_ID_DCA, "DTS"),
    (CODEC_ID_TRUEHD, "TrueHD"),
    (CODEC_ID_SPEEX, "Speex"),
    (CODEC_ID_WMA, "WMA"),
    (CODEC_ID_WAVPACK, "WavPack"),
    (CODEC_ID_TTA, "True Audio"),
    (CODEC_ID_MP1, "MPEG layer 1"),
    (CODEC_ID_MP2, "MPEG layer 2"),
    (CODEC_ID_ADPCM_IMA_QT, "IMA ADPCM"),
];

/// A decoder for `params` that leaves encoder delay and padding in, but for the first packet of Vorbis, which has no
/// sound of its own: what to cut is decided in one place, [`super::timing`].
pub(super) fn decoder(params: &AudioCodecParameters) -> Result<Box<dyn AudioDecoder>> {
    let mut params = params.clone();
    if params.codec == CODEC_ID_AAC {
        if let Some(inner) = params.extra_data.as_deref().and_then(aac_config::inner_lc) {
            params.extra_data = Some(Box::new(inner));
        }
    } else if params.codec == CODEC_ID_OPUS {
        // Matroska may give the rate before encoding, and from the extra data the decoder would cut the delay itself.
        params.sample_rate = Some(OPUS_RATE);
        params.extra_data = None;
    }
    REGISTRY.make_audio_decoder(&params, &AudioDecoderOptions::default())
}

/// Samples at the start of an Opus stream that are not to be heard, seconds (RFC 7845, 5.1: "pre-skip").
pub(super) fn opus_delay_s(params: &AudioCodecParameters) -> Option<f64> {
    let head = params.extra_data.as_deref().filter(|_| params.codec == CODEC_ID_OPUS)?;
    let pre_skip = u16::from_le_bytes([*head.get(10)?, *head.get(11)?]);
    Some(f64::from(pre_skip) / f64::from(OPUS_RATE))
}

/// A name for the codec of `params`, with the channel count when that is what is too much.
pub(super) fn name(params: &AudioCodecParameters) -> String {
    if let Some(known) = REGISTRY.get_audio_decoder(params.codec) {
        let channels = params.channels.as_ref().map_or(0, |c| c.count());
        let name = known.codec.info.long_name;
        return if channels > 2 { format!("{name} with {channels} channels") } else { format!("a kind of {name}") };
    }
    match NAMES.iter().find(|(id, _)| *id == params.codec) {
        Some((_, name)) => (*name).to_owned(),
        None => "an unknown codec".to_owned(),
    }
}
