//! Processor time, as /proc tells it.
#![allow(dead_code, reason = "each bench uses a part of it")]

/// Of this process, with all its threads.
pub fn own_s() -> Option<f64> {
    seconds(11)
}

/// Of the processes that it started and waited for.
pub fn children_s() -> Option<f64> {
    seconds(13)
}

/// User and system time, which stand from field `first` on behind the name in brackets, in hundredths of a second.
fn seconds(first: usize) -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit(") ").next()?.split(' ').collect();
    Some((fields.get(first)?.parse::<f64>().ok()? + fields.get(first + 1)?.parse::<f64>().ok()?) / 100.0)
}
