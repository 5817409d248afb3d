//! From the sound callback to the disk: a lock-free queue that keeps time when it must drop sound.
//!
//! The callback's end never allocates, locks or waits. What does not fit is dropped whole and remembered as a gap of
//! that many frames; the reading end delivers the gap in its place, so that all later sound keeps its time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rtrb::{Consumer, Producer, RingBuffer};

/// Gaps that may wait to be read. When even these are used up, the next gap grows instead.
const GAPS: usize = 256;

/// A stretch that is missing.
#[derive(Debug, Clone, Copy)]
struct Gap {
    /// Frames that went into the queue before it.
    at: u64,
    frames: u64,
}

/// What was lost so far, to be told to the user.
#[derive(Debug, Default)]
pub struct Losses {
    stretches: AtomicU64,
    frames: AtomicU64,
}

impl Losses {
    pub fn stretches(&self) -> u64 {
        self.stretches.load(Ordering::Relaxed)
    }

    pub fn frames(&self) -> u64 {
        self.frames.load(Ordering::Relaxed)
    }
}

/// The callback's end.
pub struct Inlet {
    samples: Producer<i16>,
    gaps: Producer<Gap>,
    channels: usize,
    pushed: u64,
    /// Frames lost since the last that went in.
    missing: u64,
    losses: Arc<Losses>,
}

/// The writer's end.
pub struct Outlet {
    samples: Consumer<i16>,
    gaps: Consumer<Gap>,
    channels: usize,
    popped: u64,
}

/// What comes out, in time order.
#[derive(Debug, PartialEq)]
pub enum Captured<'a> {
    /// Interleaved samples, whole frames.
    Sound(&'a [i16]),
    /// Frames that were lost.
    Missing(u64),
}

/// A queue for `frames` frames of `channels` interleaved samples.
pub fn queue(frames: usize, channels: u16) -> (Inlet, Outlet, Arc<Losses>) {
    let channels = usize::from(channels);
    let (samples, samples_out) = RingBuffer::new(frames * channels);
    let (gaps, gaps_out) = RingBuffer::new(GAPS);
    let losses = Arc::new(Losses::default());
    let inlet = Inlet { samples, gaps, channels, pushed: 0, missing: 0, losses: losses.clone() };
    (inlet, Outlet { samples: samples_out, gaps: gaps_out, channels, popped: 0 }, losses)
}

impl Inlet {
    /// Puts in one block of interleaved samples, or drops it whole when there is no room.
    pub fn push(&mut self, block: impl ExactSizeIterator<Item = i16>) {
        let frames = block.len() / self.channels;
        let length = frames * self.channels;
        if length == 0 {
            return;
        }
        if self.missing > 0 && self.samples.slots() >= length {
            // The gap goes first, so that whoever sees the samples sees it too.
            let gap = Gap { at: self.pushed, frames: self.missing };
            if self.gaps.push(gap).is_ok() {
                self.missing = 0;
            }
        }
        match self.samples.write_chunk_uninit(length) {
            Ok(chunk) if self.missing == 0 => self.pushed += (chunk.fill_from_iter(block) / self.channels) as u64,
            _ => self.lose(frames as u64),
        }
    }

    /// Notes that `frames` never arrived.
    pub fn lose(&mut self, frames: u64) {
        if frames == 0 {
            return;
        }
        if self.missing == 0 {
            self.losses.stretches.fetch_add(1, Ordering::Relaxed);
        }
        self.losses.frames.fetch_add(frames, Ordering::Relaxed);
        self.missing += frames;
    }
}

impl Outlet {
    /// Hands everything that has arrived to `take`.
    pub fn drain(&mut self, mut take: impl FnMut(Captured<'_>)) {
        let arrived = self.samples.slots() / self.channels;
        let end = self.popped + arrived as u64;
        while let Some(gap) = self.gaps.peek().ok().copied().filter(|gap| gap.at < end) {
            self.pass_on((gap.at - self.popped) as usize, &mut take);
            take(Captured::Missing(gap.frames));
            let _ = self.gaps.pop();
        }
        self.pass_on((end - self.popped) as usize, &mut take);
    }

    fn pass_on(&mut self, frames: usize, take: &mut impl FnMut(Captured<'_>)) {
        let Ok(chunk) = self.samples.read_chunk(frames * self.channels) else { return };
        let (first, second) = chunk.as_slices();
        for part in [first, second].into_iter().filter(|part| !part.is_empty()) {
            take(Captured::Sound(part));
        }
        chunk.commit_all();
        self.popped += frames as u64;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Everything that comes out, with `i16::MIN` for a missing sample.
    fn out(outlet: &mut Outlet, all: &mut Vec<i16>) {
        let channels = outlet.channels;
        outlet.drain(|piece| match piece {
            Captured::Sound(samples) => all.extend(samples),
            Captured::Missing(frames) => all.extend(vec![i16::MIN; frames as usize * channels]),
        });
    }

    proptest! {
        #[test]
        fn every_frame_comes_out_at_its_time_or_is_counted(
            channels in 1_u16..=8,
            steps in prop::collection::vec((0_usize..40, any::<bool>()), 1..60),
        ) {
            let width = usize::from(channels);
            let (mut inlet, mut outlet, losses) = queue(64, channels);
            let (mut sent, mut received) = (Vec::new(), Vec::new());
            let mut send = |inlet: &mut Inlet, frames: usize| {
                let from = sent.len();
                sent.extend((from..from + frames * width).map(|n| n as i16));
                inlet.push(sent[from..].iter().copied());
            };
            for (frames, read) in steps {
                send(&mut inlet, frames);
                if read {
                    out(&mut outlet, &mut received);
                }
            }
            out(&mut outlet, &mut received);
            send(&mut inlet, 1);
            out(&mut outlet, &mut received);
            prop_assert_eq!(received.len(), sent.len());
            for (index, (got, wanted)) in received.iter().zip(&sent).enumerate() {
                prop_assert!(got == wanted || *got == i16::MIN, "sample {}: {} instead of {}", index, got, wanted);
            }
            let missing = received.iter().filter(|sample| **sample == i16::MIN).count();
            prop_assert_eq!(losses.frames() as usize * width, missing);
            prop_assert_eq!(losses.stretches() > 0, missing > 0);
        }
    }

    #[test]
    fn more_gaps_than_can_wait_grow_together() {
        let (mut inlet, mut outlet, losses) = queue(4 * GAPS, 1);
        for n in 0..2 * GAPS {
            inlet.push([n as i16].into_iter());
            inlet.lose(1);
        }
        let mut received = Vec::new();
        out(&mut outlet, &mut received);
        inlet.push([7].into_iter());
        out(&mut outlet, &mut received);
        assert_eq!(received.len(), 4 * GAPS + 1);
        assert_eq!(received.last(), Some(&7));
        assert!(losses.frames() > 2 * GAPS as u64, "what could not go in counts too");
    }
}
