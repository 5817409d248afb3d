//! HE-AAC read as the plain AAC inside it.
//!
//! Phones record speech in HE-AAC: an AAC-LC stream at half the sample rate, plus side data that guesses the octave
//! above it (SBR) and the stereo image (PS). A decoder of plain AAC plays the inner stream, which holds everything up
//! to about 8–11 kHz: all that a 16 kHz analysis keeps. All it takes is a configuration that does not mention the rest.

/// Object types of ISO/IEC 14496-3: plain AAC, and the two that announce an inner stream.
const LC: u8 = 2;
const SBR: u8 = 5;
const PS: u8 = 29;

/// The AudioSpecificConfig of the inner AAC-LC stream; `None` when `config` is not HE-AAC.
///
/// Layout: 5 bits object type, 4 bits rate index, 4 bits channels, then for HE-AAC 4 bits outer rate index and 5 bits
/// inner object type. Explicit 24-bit rates (index 15) do not occur in practice and are left to the decoder.
pub(super) fn inner_lc(config: &[u8]) -> Option<[u8; 2]> {
    let bits = config.get(..3)?.iter().fold(0_u32, |bits, &byte| bits << 8 | u32::from(byte));
    let field = |from: u32, width: u32| (bits >> (24 - from - width)) as u8 & ((1 << width) - 1);
    let (object, rate, channels, outer_rate, inner) =
        (field(0, 5), field(5, 4), field(9, 4), field(13, 4), field(17, 5));
    let announces = (object == SBR || object == PS) && rate != 15 && outer_rate != 15 && inner == LC;
    announces.then_some([LC << 3 | rate >> 1, rate << 7 | channels << 3])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inner_stream_of_he_aac_is_named() {
        // 22.05 kHz (index 7) stereo inside 44.1 kHz (index 4): 00101 0111 0010 0100 00010 00
        assert_eq!(inner_lc(&[0b0010_1011, 0b1001_0010, 0b0000_1000]), Some([0b0001_0011, 0b1001_0000]));
        // The same with parametric stereo (type 29), one channel inside.
        assert_eq!(inner_lc(&[0b1110_1011, 0b1000_1010, 0b0000_1000]), Some([0b0001_0011, 0b1000_1000]));
    }

    #[test]
    fn plain_aac_and_scraps_are_left_alone() {
        assert_eq!(inner_lc(&[0x12, 0x10, 0x00]), None);
        assert_eq!(inner_lc(&[0x2b]), None);
    }
}
