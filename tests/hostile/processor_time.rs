//! What a process has computed, as Linux tells it.

/// What a living process has computed, itself and in the system's name, in hundredths of a second.
pub fn processor_time(process: u32) -> u64 {
    let told = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let behind_name = told.rsplit_once(") ").map_or("", |(_, rest)| rest);
    behind_name.split(' ').skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum()
}
