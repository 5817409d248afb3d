//! What a whole process costs, from its start to its end.

use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::processor::children_s;

/// Between two looks at the memory of a process.
const LOOK: Duration = Duration::from_millis(10);

#[derive(Debug, Clone, Copy)]
pub struct Cost {
    pub wall_s: f64,
    /// Of all its threads; 0 where /proc does not tell, like the peak.
    pub processor_s: f64,
    pub peak_mb: f64,
}

/// Runs `command` to its end; `None` when it fails. Nothing else may be started and waited for meanwhile.
pub fn run(mut command: Command) -> Option<Cost> {
    let (before_s, start) = (children_s().unwrap_or(0.0), Instant::now());
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
    let mut peak_mb: f64 = 0.0;
    let status = loop {
        peak_mb = peak_mb.max(resident_mb(child.id()));
        match child.try_wait().ok()? {
            Some(status) => break status,
            None => sleep(LOOK),
        }
    };
    let cost =
        Cost { wall_s: start.elapsed().as_secs_f64(), processor_s: children_s().unwrap_or(0.0) - before_s, peak_mb };
    status.success().then_some(cost)
}

/// Each figure's median by itself; `None` of nothing.
pub fn median(costs: &[Cost]) -> Option<Cost> {
    let middle = |figure: fn(&Cost) -> f64| {
        let mut figures: Vec<f64> = costs.iter().map(figure).collect();
        figures.sort_by(f64::total_cmp);
        figures.get(figures.len() / 2).copied()
    };
    Some(Cost {
        wall_s: middle(|cost| cost.wall_s)?,
        processor_s: middle(|cost| cost.processor_s)?,
        peak_mb: middle(|cost| cost.peak_mb)?,
    })
}

/// The most memory that process `id` has had so far.
fn resident_mb(id: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|kb| kb.trim().trim_end_matches(" kB").parse::<f64>().ok()).map_or(0.0, |kb| kb / 1024.0)
}
