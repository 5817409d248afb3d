//! Is this file a Whisper model that whisper.cpp can load? Answered before whisper.cpp sees it.
//!
//! whisper.cpp trusts its files: a wrong length makes it allocate without bound, an unknown weight type aborts the
//! process, and a file cut short ends in zeros. So every number is checked here first, against the same rules as
//! `whisper_model_load` in whisper.cpp 1.8: magic, eleven dimensions, mel filters, vocabulary, then each tensor's name,
//! shape, type and place in the file. Only headers are read; the weights are skipped, so it takes milliseconds.

use std::collections::HashSet;
use std::io::{self, BufReader, Read, Seek};
use std::path::Path;

use super::catalogue::{catalogue, plain_name};
use super::storage::{F16, F32, STORAGE, Storage};
use crate::error::{Error, Result};
use crate::files;
use crate::transcription::models::ModelError;

/// "ggml" as a little-endian number.
const MAGIC: u32 = 0x6767_6d6c;
/// Token ids of text, languages and timestamps are fixed in whisper.cpp: English, 99 languages, 100 languages.
const ENGLISH_VOCAB: i32 = 51864;
const LARGEST_VOCAB: i32 = 51866;
/// whisper.cpp divides the file type by this to get the version of the quantisation.
const QUANTISATION_VERSION_FACTOR: i32 = 1000;
/// Bins of whisper.cpp's 400-point spectrum.
const SPECTRUM_BINS: u64 = 201;
/// Encoder frames of a window of 30 s, and tokens of its text: the same in every Whisper network, and whisper.cpp ends the
/// process when a window does not fit.
const AUDIO_CONTEXT: i32 = 1500;
const TEXT_CONTEXT: i32 = 448;
/// Mel bands of all networks, and of large-v3 and its like.
const MEL_BANDS: [i32; 2] = [80, 128];
/// Width of one attention head in every published network. Alignment looks at heads by their number, so a network with
/// other heads would be read past its end.
const HEAD_WIDTH: i32 = 64;
/// Of the largest network: whisper.cpp's plan of a computation has room for no more layers.
const WIDEST: i32 = 1280;
const MOST_LAYERS: i32 = 32;
/// The word that whisper.cpp looks up without asking whether it is there.
const SPACE: &str = " ";
/// Names of tensors are under 50 bytes.
const LONGEST_TENSOR_NAME: u32 = 128;
/// Small, because a skip over weights throws the buffer away.
const BUFFER: usize = 8 << 10;

/// Dimensions of a Whisper network, from the head of its file, by whisper.cpp's names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Token ids, including special ones.
    pub n_vocab: i32,
    /// Longest input in encoder frames of 20 ms.
    pub n_audio_ctx: i32,
    /// Width of the encoder.
    pub n_audio_state: i32,
    pub n_audio_head: i32,
    pub n_audio_layer: i32,
    /// Longest text in tokens.
    pub n_text_ctx: i32,
    /// Width of the decoder, the same as the encoder's.
    pub n_text_state: i32,
    pub n_text_head: i32,
    pub n_text_layer: i32,
    pub n_mels: i32,
    /// Storage of the large matrices, e.g. `f16`, `q5_1`.
    pub weights: &'static str,
}

/// A dimension as a length; dimensions are checked to be positive.
fn size(dimension: i32) -> u64 {
    u64::try_from(dimension).unwrap_or(0)
}

/// Why a file is refused.
#[derive(Debug)]
enum Fault {
    /// Something else than a whisper.cpp model, in words.
    Foreign(String),
    /// A whisper.cpp model that is broken, in words.
    Damaged(String),
    Io(io::Error),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            // The file shrank while it was read.
            io::ErrorKind::UnexpectedEof => Fault::Damaged("it ends too early".into()),
            _ => Fault::Io(error),
        }
    }
}

fn damaged<T>(reason: impl Into<String>) -> Result<T, Fault> {
    Err(Fault::Damaged(reason.into()))
}

impl Header {
    /// Reads and checks the model file at `path`.
    ///
    /// # Errors
    /// [`ModelError::Format`] for a file that is no whisper.cpp model, [`ModelError::Damaged`] for one that is cut short
    /// or inconsistent, [`Error::NotFound`] and [`Error::Unreadable`] as for any file.
    pub fn read(path: &Path) -> Result<Self> {
        let reading = |e: io::Error| Error::reading(path, &e);
        let checked = match files::open(path) {
            Ok(file) => {
                let length = file.metadata().map_err(reading)?.len();
                parse(file, length)
            }
            Err(Error::IsFolder(_)) => Err(Fault::Foreign("it is a folder".into())),
            Err(Error::NotAFile(_)) => Err(Fault::Foreign("it is a device, a pipe or a socket".into())),
            Err(error) => return Err(error),
        };
        checked.map_err(|fault| match fault {
            Fault::Foreign(found) => ModelError::Format { path: path.into(), found }.into(),
            Fault::Damaged(reason) => {
                let file_name = path.file_name().unwrap_or_default().to_string_lossy();
                let remedy = match catalogue().entry(plain_name(&file_name)) {
                    Some(entry) => format!("replace it with `saywell models download {}`", entry.name),
                    None => "fetch it again from where it came".into(),
                };
                ModelError::Damaged { path: path.into(), reason, remedy }.into()
            }
            Fault::Io(error) => reading(error),
        })
    }

    /// Whether it knows more than English.
    pub fn is_multilingual(&self) -> bool {
        self.n_vocab > ENGLISH_VOCAB
    }

    /// Whether it is the bundled demo model: its network is narrower than any published one.
    pub fn is_demo(&self) -> bool {
        self.n_text_state == catalogue().demo.state
    }

    /// Why no Whisper network has these dimensions together; whisper.cpp would find out by crashing.
    fn flaw(&self) -> Option<String> {
        let demo = &catalogue().demo;
        let width = self.n_text_state;
        let (heads, layers) = if self.is_demo() {
            (demo.heads, demo.layers..=demo.layers)
        } else {
            (width / HEAD_WIDTH, 1..=MOST_LAYERS)
        };
        if !(1..=WIDEST).contains(&width) || self.n_audio_state != width {
            Some(format!("its encoder is {} wide and its decoder {width}", self.n_audio_state))
        } else if self.n_audio_ctx != AUDIO_CONTEXT || self.n_text_ctx != TEXT_CONTEXT {
            Some(format!("its window is {} frames and {} tokens", self.n_audio_ctx, self.n_text_ctx))
        } else if !MEL_BANDS.contains(&self.n_mels) {
            Some(format!("it hears {} mel bands", self.n_mels))
        } else if !(1..=MOST_LAYERS).contains(&self.n_audio_layer) || !layers.contains(&self.n_text_layer) {
            Some(format!("it has {} and {} layers", self.n_audio_layer, self.n_text_layer))
        } else if [self.n_audio_head, self.n_text_head] != [heads; 2] || width % heads.max(1) != 0 {
            let (audio, text) = (self.n_audio_head, self.n_text_head);
            Some(format!("it has {audio} and {text} heads over a width of {width}"))
        } else {
            None
        }
    }

    /// Expected shape and storage of tensor `name`; `None`: no such tensor in this network.
    fn tensor(&self, name: &str, weights: &'static Storage) -> Option<([u64; 3], &'static Storage)> {
        let width = size(self.n_audio_state);
        let convolution = if weights.tensor_type == F32.tensor_type { F32 } else { F16 };
        Some(match name {
            "encoder.positional_embedding" => ([width, size(self.n_audio_ctx), 1], F32),
            "encoder.conv1.weight" => ([3, size(self.n_mels), width], convolution),
            "encoder.conv2.weight" => ([3, width, width], convolution),
            "encoder.conv1.bias" | "encoder.conv2.bias" => ([1, width, 1], F32),
            "decoder.positional_embedding" => ([width, size(self.n_text_ctx), 1], F32),
            "decoder.token_embedding.weight" => ([width, size(self.n_vocab), 1], weights),
            "encoder.ln_post.weight" | "encoder.ln_post.bias" | "decoder.ln.weight" | "decoder.ln.bias" => {
                ([width, 1, 1], F32)
            }
            _ => {
                let (in_decoder, layers, rest) = match name.strip_prefix("encoder.blocks.") {
                    Some(rest) => (false, self.n_audio_layer, rest),
                    None => (true, self.n_text_layer, name.strip_prefix("decoder.blocks.")?),
                };
                let (layer, part) = rest.split_once('.')?;
                let number: i32 = layer.parse().ok()?;
                // "+1" and "01" parse too, but whisper.cpp knows no such name.
                if !(0..layers).contains(&number) || number.to_string() != layer {
                    return None;
                }
                let part = if in_decoder { part.strip_prefix("cross_").unwrap_or(part) } else { part };
                match part {
                    "mlp.0.weight" => ([width, 4 * width, 1], weights),
                    "mlp.2.weight" => ([4 * width, width, 1], weights),
                    "mlp.0.bias" => ([4 * width, 1, 1], F32),
                    "attn.query.weight" | "attn.key.weight" | "attn.value.weight" | "attn.out.weight" => {
                        ([width, width, 1], weights)
                    }
                    "mlp.2.bias" | "mlp_ln.weight" | "mlp_ln.bias" | "attn_ln.weight" | "attn_ln.bias"
                    | "attn.query.bias" | "attn.value.bias" | "attn.out.bias" => ([width, 1, 1], F32),
                    _ => return None,
                }
            }
        })
    }

    /// Tensors a whole file has: 7 + 15 per layer in the encoder, 4 + 24 per layer in the decoder.
    fn tensor_count(&self) -> u64 {
        11 + 15 * size(self.n_audio_layer) + 24 * size(self.n_text_layer)
    }
}

/// Checks `len` bytes of `source` and returns its dimensions.
fn parse(source: impl Read + Seek, len: u64) -> Result<Header, Fault> {
    let mut file = Walk { reader: BufReader::with_capacity(BUFFER, source), at: 0, len };
    recognise(&mut file)?;
    let (header, weights) = dimensions(&mut file)?;
    mel_filters(&mut file, &header)?;
    vocabulary(&mut file, &header)?;
    tensors(&mut file, &header, weights)?;
    Ok(header)
}

/// Leaves the file after the magic number, or says what the file is instead.
fn recognise(file: &mut Walk<impl Read + Seek>) -> Result<(), Fault> {
    let mut start = Vec::new();
    file.reader.by_ref().take(64).read_to_end(&mut start)?;
    file.reader.rewind()?;
    if start.starts_with(&MAGIC.to_le_bytes()) {
        return file.skip(4);
    }
    let text = String::from_utf8_lossy(&start).trim_start_matches('\u{feff}').trim_start().to_lowercase();
    let found = if start.is_empty() {
        "it is empty"
    } else if start.starts_with(b"GGUF") {
        "it is a GGUF model"
    } else if start.starts_with(b"PK\x03\x04") {
        "it is a PyTorch checkpoint or another zip archive"
    } else if start.starts_with(b"\x80\x02") {
        "it is an old PyTorch checkpoint"
    } else if start.get(8) == Some(&b'{') && start.get(5..8) == Some(&[0, 0, 0]) {
        "it is a safetensors file"
    } else if start.windows(11).any(|w| w == b"WhisperSpec") {
        "it is a CTranslate2 model, as faster-whisper uses"
    } else if text.starts_with("version https://git-lfs") {
        "it is a Git LFS pointer, not the file itself; run `git lfs pull`"
    } else if text.starts_with('<') {
        "it is a web page, saved instead of the model"
    } else if start.starts_with(b"ggml") {
        "it was written for big-endian machines"
    } else {
        "it does not start like one"
    };
    Err(Fault::Foreign(found.into()))
}

fn dimensions(file: &mut Walk<impl Read + Seek>) -> Result<(Header, &'static Storage), Fault> {
    let mut numbers = [0; 11];
    for number in &mut numbers {
        *number = file.i32()?;
    }
    let file_type = numbers[10];
    let weights = STORAGE.iter().find(|s| s.file_type == file_type % QUANTISATION_VERSION_FACTOR);
    let header = Header {
        n_vocab: numbers[0],
        n_audio_ctx: numbers[1],
        n_audio_state: numbers[2],
        n_audio_head: numbers[3],
        n_audio_layer: numbers[4],
        n_text_ctx: numbers[5],
        n_text_state: numbers[6],
        n_text_head: numbers[7],
        n_text_layer: numbers[8],
        n_mels: numbers[9],
        weights: weights.map_or("", |s| s.name),
    };
    // Other ggml models (speech detectors, language models of old) share the magic number and fail here.
    if !(ENGLISH_VOCAB..=LARGEST_VOCAB).contains(&header.n_vocab) {
        return Err(Fault::Foreign("it is a ggml file, but not of a Whisper model".into()));
    }
    if let Some(reason) = header.flaw() {
        return damaged(reason);
    }
    match weights.filter(|s| size(header.n_text_state).is_multiple_of(s.elements)) {
        Some(weights) => Ok((header, weights)),
        None => damaged(format!("unknown storage type {file_type}")),
    }
}

fn mel_filters(file: &mut Walk<impl Read + Seek>, header: &Header) -> Result<(), Fault> {
    let (bands, bins) = (u64::from(file.u32()?), u64::from(file.u32()?));
    if (bands, bins) != (size(header.n_mels), SPECTRUM_BINS) {
        return damaged(format!("{bands} x {bins} mel filters instead of {} x {SPECTRUM_BINS}", header.n_mels));
    }
    file.skip(bands * bins * 4)
}

fn vocabulary(file: &mut Walk<impl Read + Seek>, header: &Header) -> Result<(), Fault> {
    let tokens = file.i32()?;
    if !(1..=header.n_vocab).contains(&tokens) {
        return damaged(format!("{tokens} words in a vocabulary of {}", header.n_vocab));
    }
    let mut has_space = false;
    for _ in 0..tokens {
        let length = file.u32()?;
        if length as usize == SPACE.len() {
            has_space |= file.text(length)? == SPACE;
        } else {
            file.skip(length.into())?;
        }
    }
    if has_space { Ok(()) } else { damaged("its vocabulary has no space") }
}

fn tensors(file: &mut Walk<impl Read + Seek>, header: &Header, weights: &'static Storage) -> Result<(), Fault> {
    let mut seen = HashSet::new();
    while !file.at_end() {
        let (dimensions, name_length, tensor_type) = (file.u32()?, file.u32()?, file.u32()?);
        if !(1..=3).contains(&dimensions) || name_length > LONGEST_TENSOR_NAME {
            return damaged("a tensor's description makes no sense");
        }
        let mut shape = [1; 3];
        for length in shape.iter_mut().take(dimensions as usize) {
            *length = u64::from(file.u32()?);
        }
        let name = file.text(name_length)?;
        let Some((expected, storage)) = header.tensor(&name, weights) else {
            return damaged(format!("unknown tensor {name:?}"));
        };
        if shape != expected || tensor_type != storage.tensor_type {
            return damaged(format!("tensor {name} has the wrong shape or type"));
        }
        // Rows are a whole number of blocks (checked with the storage type), so this divides without rest. Wide numbers
        // because dimensions come from the file.
        let weights: u128 = shape.into_iter().map(u128::from).product();
        let bytes = weights / u128::from(storage.elements) * u128::from(storage.bytes);
        file.skip(u64::try_from(bytes).unwrap_or(u64::MAX))?;
        if !seen.insert(name) {
            return damaged("a tensor comes twice");
        }
    }
    let (found, expected) = (seen.len() as u64, header.tensor_count());
    if found == expected { Ok(()) } else { damaged(format!("{found} of {expected} tensors are there")) }
}

/// A reader that knows where it is and never runs past the end.
struct Walk<R> {
    reader: BufReader<R>,
    at: u64,
    len: u64,
}

impl<R: Read + Seek> Walk<R> {
    fn at_end(&self) -> bool {
        self.at == self.len
    }

    /// Claims the next `bytes` of the file.
    fn advance(&mut self, bytes: u64) -> Result<(), Fault> {
        match self.at.checked_add(bytes) {
            Some(end) if end <= self.len => self.at = end,
            _ => return damaged("it ends too early: a download that broke off?"),
        }
        Ok(())
    }

    fn skip(&mut self, bytes: u64) -> Result<(), Fault> {
        self.advance(bytes)?;
        let step = i64::try_from(bytes).map_err(|_| Fault::Damaged("a length makes no sense".into()))?;
        Ok(self.reader.seek_relative(step)?)
    }

    fn u32(&mut self) -> Result<u32, Fault> {
        self.advance(4)?;
        let mut bytes = [0; 4];
        self.reader.read_exact(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn i32(&mut self) -> Result<i32, Fault> {
        Ok(self.u32()?.cast_signed())
    }

    fn text(&mut self, length: u32) -> Result<String, Fault> {
        self.advance(length.into())?;
        let mut bytes = vec![0; length as usize];
        self.reader.read_exact(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

#[cfg(test)]
#[path = "header_tests.rs"]
pub(super) mod tests;
