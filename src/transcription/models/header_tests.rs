//! Real, broken and hostile model files.

use std::io::Cursor;
use std::time::Instant;

use proptest::prelude::*;

use super::*;

fn demo() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/models/demo.bin")).unwrap()
}

fn check(bytes: &[u8]) -> Result<Header, Fault> {
    parse(Cursor::new(bytes), bytes.len() as u64)
}

fn words(fault: Fault) -> String {
    match fault {
        Fault::Foreign(found) => found,
        Fault::Damaged(reason) => reason,
        Fault::Io(error) => panic!("reading memory failed: {error}"),
    }
}

/// A sound model as narrow as the format allows: width 64, one layer each, q4_0, about 2.4 MB.
pub(crate) fn small_model(n_vocab: i32) -> Vec<u8> {
    let header = Header {
        n_vocab,
        n_audio_ctx: AUDIO_CONTEXT,
        n_audio_state: HEAD_WIDTH,
        n_audio_head: 1,
        n_audio_layer: 1,
        n_text_ctx: TEXT_CONTEXT,
        n_text_state: HEAD_WIDTH,
        n_text_head: 1,
        n_text_layer: 1,
        n_mels: 80,
        weights: SMALL.name,
    };
    let mut file = MAGIC.to_le_bytes().to_vec();
    let mut put = |numbers: &[i32]| numbers.iter().for_each(|n| file.extend(n.to_le_bytes()));
    put(&[n_vocab, AUDIO_CONTEXT, HEAD_WIDTH, 1, 1, TEXT_CONTEXT, HEAD_WIDTH, 1, 1, 80, SMALL.file_type]);
    put(&[80, SPECTRUM_BINS as i32]);
    put(&[0; 80 * SPECTRUM_BINS as usize]);
    put(&[2, 1]);
    file.push(b'a');
    file.extend(1i32.to_le_bytes());
    file.push(b' ');
    for name in small_model_tensors() {
        let (shape, storage) = header.tensor(&name, SMALL).unwrap();
        let mut put = |n: u32| file.extend(n.to_le_bytes());
        put(3);
        put(name.len() as u32);
        put(storage.tensor_type);
        shape.iter().for_each(|n| put(*n as u32));
        file.extend(name.as_bytes());
        let blocks = shape.iter().product::<u64>() / storage.elements;
        file.resize(file.len() + (blocks * storage.bytes) as usize, 0);
    }
    file
}

const SMALL: &Storage = &STORAGE[2];

fn small_model_tensors() -> Vec<String> {
    let pair = |name: &str| [format!("{name}.weight"), format!("{name}.bias")];
    let mut names = vec!["encoder.positional_embedding".into(), "decoder.positional_embedding".into()];
    names.push("decoder.token_embedding.weight".into());
    for name in ["encoder.conv1", "encoder.conv2", "encoder.ln_post", "decoder.ln"] {
        names.extend(pair(name));
    }
    for (block, attentions) in [("encoder", &["attn"][..]), ("decoder", &["attn", "cross_attn"])] {
        for name in ["mlp_ln", "mlp.0", "mlp.2"] {
            names.extend(pair(&format!("{block}.blocks.0.{name}")));
        }
        for attention in attentions {
            let at = format!("{block}.blocks.0.{attention}");
            for part in ["_ln", ".query", ".value", ".out"] {
                names.extend(pair(&format!("{at}{part}")));
            }
            names.push(format!("{at}.key.weight"));
        }
    }
    names
}

#[test]
fn the_demo_model_is_sound_and_known_as_such() {
    let start = Instant::now();
    let header = Header::read(concat!(env!("CARGO_MANIFEST_DIR"), "/models/demo.bin").as_ref()).unwrap();
    assert!(start.elapsed().as_millis() < 500, "{:?}", start.elapsed());
    assert!(header.is_demo() && !header.is_multilingual());
    assert_eq!((header.n_vocab, header.n_mels, header.n_audio_ctx, header.n_text_ctx), (51864, 80, 1500, 448));
    assert!(header.weights.starts_with('q'), "{}", header.weights);
}

#[test]
fn vocabulary_tells_the_languages() {
    for (vocab, multilingual) in [(51864, false), (51865, true), (51866, true)] {
        let header = check(&small_model(vocab)).unwrap();
        assert_eq!(header.is_multilingual(), multilingual, "{vocab}");
        assert!(!header.is_demo());
    }
    for vocab in [50257, 51863, 51867, -1] {
        let mut file = small_model(51864);
        file[4..8].copy_from_slice(&i32::to_le_bytes(vocab));
        assert!(words(check(&file).unwrap_err()).contains("not of a Whisper model"), "{vocab}");
    }
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    let whole = demo();
    let step = whole.len() / 150;
    let cuts = (1..200).chain((200..whole.len()).step_by(step)).chain(whole.len() - 50..whole.len());
    for cut in cuts {
        check(&whole[..cut]).expect_err(&format!("cut after {cut} bytes"));
    }
    let mut longer = whole.clone();
    longer.push(0);
    check(&longer).expect_err("one byte too many");
    let small = small_model(51864);
    for cut in 0..3000 {
        check(&small[..cut]).expect_err(&format!("small model cut after {cut} bytes"));
    }
}

#[test]
fn a_file_cut_between_tensors_says_how_many_are_missing() {
    let whole = small_model(51864);
    let last = whole.windows(7).rposition(|w| w == b"decoder").unwrap() - 24;
    assert_eq!(words(check(&whole[..last]).unwrap_err()), "49 of 50 tensors are there");
}

#[test]
fn every_changed_dimension_is_noticed() {
    let whole = demo();
    for at in (1..12).map(|number| number * 4) {
        let true_value = i32::from_le_bytes(whole[at..at + 4].try_into().unwrap());
        for value in [0, -1, i32::MAX, i32::MIN, true_value + 1, true_value - 1, true_value * 3] {
            let mut changed = whole.clone();
            changed[at..at + 4].copy_from_slice(&value.to_le_bytes());
            check(&changed).expect_err(&format!("number {} = {value} instead of {true_value}", at / 4));
        }
    }
}

/// Every pair of dimensions that whisper.cpp takes for granted, in files whose tensors agree with it.
#[test]
fn numbers_that_do_not_fit_each_other_are_refused_whatever_the_tensors_say() {
    let sound = |width: i32| Header {
        n_vocab: ENGLISH_VOCAB,
        n_audio_ctx: AUDIO_CONTEXT,
        n_audio_state: width,
        n_audio_head: width / HEAD_WIDTH,
        n_audio_layer: 4,
        n_text_ctx: TEXT_CONTEXT,
        n_text_state: width,
        n_text_head: width / HEAD_WIDTH,
        n_text_layer: 4,
        n_mels: 80,
        weights: "f16",
    };
    assert_eq!(sound(384).flaw(), None);
    assert_eq!(Header { n_text_layer: 2, n_audio_layer: 32, n_mels: 128, ..sound(1280) }.flaw(), None, "distilled");
    for heads in [1, 2, 3, 4, 5, 7, 12, 384] {
        assert!(Header { n_text_head: heads, ..sound(384) }.flaw().is_some(), "{heads} heads of text");
        assert!(Header { n_audio_head: heads, ..sound(384) }.flaw().is_some(), "{heads} heads of sound");
    }
    for broken in [
        Header { n_audio_ctx: 1499, ..sound(384) },
        Header { n_audio_ctx: 3000, ..sound(384) },
        Header { n_text_ctx: 16, ..sound(384) },
        Header { n_mels: 1, ..sound(384) },
        Header { n_text_layer: 33, ..sound(384) },
        Header { n_audio_layer: 33, ..sound(384) },
        Header { n_audio_state: 512, ..sound(384) },
        sound(1344),
        // As wide as the demo model, with other layers or heads.
        Header { n_text_layer: 2, n_text_head: 4, n_audio_head: 4, ..sound(128) },
        Header { n_text_layer: 3, ..sound(128) },
    ] {
        assert!(broken.flaw().is_some(), "{broken:?}");
    }
}

#[test]
fn a_vocabulary_without_a_space_is_refused() {
    let mut file = small_model(ENGLISH_VOCAB);
    let space = 12 * 4 + 2 * 4 + 80 * SPECTRUM_BINS as usize * 4 + 4 + 4 + 1 + 4;
    assert_eq!(file[space], b' ');
    file[space] = b'b';
    assert!(words(check(&file).unwrap_err()).contains("no space"));
}

#[test]
fn a_tensor_twice_or_unknown_is_refused() {
    let whole = small_model(51864);
    let start = whole.windows(7).rposition(|w| w == b"decoder").unwrap() - 24;
    let twice = [&whole[..], &whole[start..]].concat();
    assert_eq!(words(check(&twice).unwrap_err()), "a tensor comes twice");
    for (other, reason) in [(b"decodes", "unknown"), (b"encoder", "unknown"), (b"decoder", "")] {
        let mut renamed = whole.clone();
        renamed[start + 24..start + 31].copy_from_slice(other);
        let checked = check(&renamed);
        match reason {
            "" => drop(checked.unwrap()),
            _ => assert!(words(checked.unwrap_err()).contains(reason)),
        }
    }
}

#[test]
fn other_formats_are_called_by_their_name() {
    let safetensors = [&600u64.to_le_bytes()[..], b"{\"__metadata__\""].concat();
    for (start, says) in [
        (&b""[..], "empty"),
        (b"GGUF\x03\0\0\0", "GGUF"),
        (b"PK\x03\x04rest", "PyTorch"),
        (b"\x80\x02\x8a\x0a", "PyTorch"),
        (&safetensors, "safetensors"),
        (b"\x06\0\0\0\x0c\0WhisperSpec\0", "CTranslate2"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a", "Git LFS"),
        (b"\n<!DOCTYPE html><html>", "web page"),
        (b"<?xml version=\"1.0\"?><Error>", "web page"),
        (b"ggml\0\0\0\0", "big-endian"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "does not start like one"),
        (b"x", "does not start like one"),
    ] {
        assert!(words(check(start).unwrap_err()).contains(says), "{says}");
    }
}

#[test]
fn messages_name_the_file_and_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let message = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let message = Header::read(&path).unwrap_err().to_string();
        assert!(message.contains(name) && !message.contains('\n'), "{message}");
        message
    };
    let half = &demo()[..1 << 20];
    assert!(message("ggml-base.en.bin", half).contains("saywell models download base.en"));
    assert!(message("own.bin", half).contains("fetch it again"));
    assert!(message("page.bin", b"<html>").contains("web page"));
    assert!(Header::read(folder.path()).unwrap_err().to_string().contains("it is a folder"));
    assert!(matches!(Header::read(&folder.path().join("none")), Err(Error::NotFound(_))));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert!(check(&bytes).is_err());
    }

    #[test]
    fn no_bytes_after_a_plausible_start_make_it_panic(
        dimensions in prop::array::uniform10(prop_oneof![1i32..40, any::<i32>()]),
        vocab in 51864i32..51867,
        storage in 0i32..15,
        rest in prop::collection::vec(any::<u8>(), 0..3000),
    ) {
        let mut file = MAGIC.to_le_bytes().to_vec();
        file.extend(vocab.to_le_bytes());
        dimensions[..9].iter().for_each(|n| file.extend(n.to_le_bytes()));
        file.extend(storage.to_le_bytes());
        file.extend(rest);
        prop_assert!(check(&file).is_err());
    }

    #[test]
    fn a_flipped_byte_never_makes_it_panic(at in 0usize..4000, flip in 1u8..) {
        let mut file = small_model(51864);
        file[at] ^= flip;
        if let Ok(header) = check(&file) {
            prop_assert_eq!(header.n_text_state, HEAD_WIDTH);
        }
    }
}
