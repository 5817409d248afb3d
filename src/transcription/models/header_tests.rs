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

/// A sound model as narrow as the format allows: width 2, one layer each, f16, about 200 kB.
pub(crate) fn small_model(n_vocab: i32) -> Vec<u8> {
    let (width, context) = (2u32, 3u32);
    let mut file = MAGIC.to_le_bytes().to_vec();
    let mut put = |numbers: &[u32]| numbers.iter().for_each(|n| file.extend(n.to_le_bytes()));
    put(&[n_vocab as u32, context, width, 1, 1, context, width, 1, 1, 1, 1]);
    put(&[1, SPECTRUM_BINS as u32]);
    put(&[0; SPECTRUM_BINS as usize]);
    put(&[1, 1]);
    file.push(b'a');
    let header = Header {
        n_vocab,
        n_audio_ctx: context as i32,
        n_audio_state: width as i32,
        n_audio_head: 1,
        n_audio_layer: 1,
        n_text_ctx: context as i32,
        n_text_state: width as i32,
        n_text_head: 1,
        n_text_layer: 1,
        n_mels: 1,
        weights: F16.name,
    };
    for name in small_model_tensors() {
        let (shape, storage) = header.tensor(&name, F16).unwrap();
        let mut put = |n: u32| file.extend(n.to_le_bytes());
        put(3);
        put(name.len() as u32);
        put(storage.tensor_type);
        shape.iter().for_each(|n| put(*n as u32));
        file.extend(name.as_bytes());
        file.resize(file.len() + (shape.iter().product::<u64>() * storage.bytes) as usize, 0);
    }
    file
}

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
            // The number of heads leaves no trace in the file as long as it divides the width.
            if matches!(at, 16 | 32) && value > 0 && 128 % value == 0 {
                continue;
            }
            let mut changed = whole.clone();
            changed[at..at + 4].copy_from_slice(&value.to_le_bytes());
            check(&changed).expect_err(&format!("number {} = {value} instead of {true_value}", at / 4));
        }
    }
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
            prop_assert_eq!(header.n_text_state, 2);
        }
    }
}
