//! The cut-offs as code reads them: a field for each `[cutoffs.ID]`, by the room that asks. Unit, source and level stand in
//! the data.

use std::collections::BTreeMap;

use serde::de::value::{Error, MapDeserializer};
use serde::{Deserialize, Serialize};

use super::Threshold;

/// Every cut-off.
#[derive(Debug, Clone, Serialize)]
pub struct Cutoffs {
    pub sound: SoundCutoffs,
    pub voice: VoiceCutoffs,
    pub pitch: PitchCutoffs,
    pub syllables: SyllableCutoffs,
    pub filled_pauses: FilledPauseCutoffs,
    pub transcription: TranscriptionCutoffs,
    pub import: ImportCutoffs,
    pub sentences: SentenceCutoffs,
    pub content: ContentCutoffs,
    pub enough: EnoughCutoffs,
    pub pauses: PauseCutoffs,
    pub fillers: FillerCutoffs,
    pub wording: WordingCutoffs,
    pub rambling: RamblingCutoffs,
    pub delivery: DeliveryCutoffs,
    pub advice: AdviceCutoffs,
    pub names: NameCutoffs,
}

impl Cutoffs {
    /// Takes each value by its name out of the entries of the data.
    ///
    /// # Errors
    /// The name of one that is missing.
    pub(super) fn of(entries: &BTreeMap<String, Threshold>) -> Result<Cutoffs, Error> {
        Ok(Cutoffs {
            sound: group(entries)?,
            voice: group(entries)?,
            pitch: group(entries)?,
            syllables: group(entries)?,
            filled_pauses: group(entries)?,
            transcription: group(entries)?,
            import: group(entries)?,
            sentences: group(entries)?,
            content: group(entries)?,
            enough: group(entries)?,
            pauses: group(entries)?,
            fillers: group(entries)?,
            wording: group(entries)?,
            rambling: group(entries)?,
            delivery: group(entries)?,
            advice: group(entries)?,
            names: group(entries)?,
        })
    }
}

/// One room's fields; entries of other rooms are left alone.
fn group<'de, T: Deserialize<'de>>(entries: &'de BTreeMap<String, Threshold>) -> Result<T, Error> {
    T::deserialize(MapDeserializer::new(entries.iter().map(|(id, entry)| (id.as_str(), entry.value))))
}

/// Of `audio`: what a recording must be.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SoundCutoffs {
    pub clipping_pct: f64,
    pub speech_level_percentile: f64,
    pub too_quiet_dbfs: f64,
    pub nearly_silent_dbfs: f64,
    pub too_short_s: f64,
    pub cut_off_missing_s: f64,
    pub sample_rate_min_hz: f64,
    pub sample_rate_max_hz: f64,
    pub channel_silent_db: f64,
    pub channels_opposite: f64,
    pub channels_opposite_s: f64,
    pub dc_offset_min: f64,
    pub dc_offset_s: f64,
    pub dc_highpass_hz: f64,
    pub gap_min_s: f64,
    pub gap_max_s: f64,
    pub gap_page_s: f64,
    pub track_speech_share: f64,
    pub undecodable_grace_s: f64,
    pub cut_fade_s: f64,
    pub cut_reach_s: f64,
}

/// Of `acoustics::voice_activity`: where somebody speaks.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VoiceCutoffs {
    pub voice_score_min: f64,
    pub quiet_voice_score_min: f64,
    pub voice_low_cut_hz: f64,
    pub voice_gain_step_db: f64,
    pub voice_level_dbfs: f64,
    pub voice_energy_weight: f64,
    pub voice_score_delay_s: f64,
    pub noise_floor_window_s: f64,
    pub speech_over_floor_db: f64,
    pub speech_dynamic_range_db: f64,
    pub speech_headroom_db: f64,
    pub speech_gap_min_s: f64,
    pub speech_burst_min_s: f64,
    pub speech_click_max_s: f64,
    pub speech_level_variation_db: f64,
    pub speech_level_range_db: f64,
    pub voice_flux_min_db: f64,
    pub voice_variety_min_db: f64,
    pub voice_min_s: f64,
}

/// Of `acoustics::pitch`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PitchCutoffs {
    pub f0_min_hz: f64,
    pub f0_max_hz: f64,
    pub pitch_voicing_strength: f64,
    pub pitch_silence_share: f64,
    pub pitch_candidate_strength_min: f64,
    pub pitch_octave_cost: f64,
    pub pitch_octave_jump_cost: f64,
    pub pitch_voicing_change_cost: f64,
    pub pitch_threshold_prior: f64,
    pub pitch_range_below: f64,
    pub pitch_range_above: f64,
}

/// Of `acoustics::syllables`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SyllableCutoffs {
    pub syllable_smoothing_s: f64,
    pub syllable_below_loud_db: f64,
    pub syllable_dip_db: f64,
    pub syllable_voiced_probability_min: f64,
}

/// Of `acoustics::filled_pauses` and of what counts as one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FilledPauseCutoffs {
    pub filled_pause_below_loud_db: f64,
    pub filled_pause_headroom_db: f64,
    pub filled_pause_over_floor_db: f64,
    pub filled_pause_dip_db: f64,
    pub filled_pause_gated_min_s: f64,
    pub filled_pause_free_min_s: f64,
    pub filled_pause_flux_max_db: f64,
    pub filled_pause_voicing_min: f64,
    pub filled_pause_bridge_s: f64,
    pub filled_pause_join_s: f64,
    pub stretched_word_min_s: f64,
    pub filled_pause_gated_probability_min: f64,
    pub filled_pause_free_probability_min: f64,
    pub filled_pause_agreed_probability_min: f64,
    pub filled_pause_shown_probability_min: f64,
    pub filled_pause_word_margin_s: f64,
    pub filled_pause_clear_min_s: f64,
    pub filled_pause_unwritten_max_s: f64,
}

/// Of `transcription`: chunks, Whisper, and the times of its words.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TranscriptionCutoffs {
    pub chunk_max_s: f64,
    pub demo_chunk_max_s: f64,
    pub chunk_margin_s: f64,
    pub chunk_fill_min: f64,
    pub chunk_pause_s: f64,
    pub chunk_grid_s: f64,
    pub chunk_gap_max_s: f64,
    pub context_min_s: f64,
    pub context_margin_s: f64,
    pub whisper_entropy_min: f64,
    pub whisper_logprob_min: f64,
    pub unwritten_speech_min_s: f64,
    pub ending_speech_min_s: f64,
    pub loop_word_repeats: f64,
    pub loop_phrase_repeats: f64,
    pub word_edge_reach_s: f64,
    pub word_speech_weight: f64,
    pub word_shift_max_s: f64,
    pub word_shift_capped_s: f64,
    pub word_shift_weight: f64,
    pub word_squeezed_weight: f64,
    pub word_length_weight: f64,
    pub word_length_max_s: f64,
    pub word_end_lag_s: f64,
    pub word_base_s: f64,
    pub word_letter_s: f64,
    pub word_snap_s: f64,
    pub word_min_s: f64,
}

/// Of `transcription::import`: transcripts made elsewhere.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ImportCutoffs {
    pub transcript_max_mib: f64,
    pub transcript_order_tolerance_s: f64,
    pub transcript_overrun_tolerance_s: f64,
    pub transcript_remark_max_chars: f64,
    pub transcript_rolling_share_min: f64,
    pub transcript_misplaced_max: f64,
    pub transcript_misplaced_share_max: f64,
    pub transcript_overrun_share_max: f64,
    pub transcript_group_pause_s: f64,
    pub transcript_word_reach_s: f64,
    pub transcript_heard_word_min_s: f64,
    pub transcript_spoken_word_min_s: f64,
    pub transcript_unheard_share_max: f64,
    pub transcript_language_confidence_min: f64,
    pub transcript_language_stop_words_min: f64,
    pub transcript_timed_line_share_max: f64,
}

/// Of `language::sentences`: where a sentence ends.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SentenceCutoffs {
    pub sentence_pause_s: f64,
    pub sentence_pause_before_link_s: f64,
    pub words_per_punctuation_mark: f64,
}

/// Of content: what is said twice, and which points are made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ContentCutoffs {
    pub echo_overlap_min: f64,
    pub echo_stems_min: f64,
    pub point_overlap_min: f64,
    pub points_max: f64,
    pub points_max_kib: f64,
}

/// How much speech a rate needs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EnoughCutoffs {
    pub words_for_rates_min: f64,
    pub answer_for_rates_min_s: f64,
    pub pace_window_s: f64,
    pub pace_windows_min: f64,
}

/// Of silent pauses.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PauseCutoffs {
    pub silent_pause_min_s: f64,
    pub long_pause_min_s: f64,
}

/// Of clusters of fillers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FillerCutoffs {
    pub filler_cluster_min: f64,
    pub filler_cluster_s: f64,
    pub filler_crowd_share_max: f64,
}

/// Of sentences that run on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WordingCutoffs {
    pub run_on_words_min: f64,
    pub run_on_links_min: f64,
}

/// How much each part of conciseness weighs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RamblingCutoffs {
    pub rambling_weight_length: f64,
    pub rambling_weight_repetition: f64,
    pub rambling_weight_overhead: f64,
    pub rambling_weight_run_ons: f64,
    pub rambling_weight_start: f64,
}

/// Of pitch and loudness as they are heard.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DeliveryCutoffs {
    pub pitch_voiced_min_s: f64,
    pub flat_pitch_window_s: f64,
    pub flat_pitch_voiced_share_min: f64,
    pub flat_pitch_max_st: f64,
    pub loudness_windows_min: f64,
    pub trailing_off_words_min: f64,
    pub trailing_off_db: f64,
    pub final_rise_voice_s: f64,
    pub final_rise_min_st: f64,
}

/// Which advice is worth giving.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AdviceCutoffs {
    pub advice_distance_min: f64,
    pub advice_weight_level_a: f64,
    pub advice_weight_level_b: f64,
    pub advice_weight_level_c: f64,
    pub advice_weight_level_d: f64,
}

/// What counts as a slip of the keyboard.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NameCutoffs {
    pub similar_name: f64,
}
