//! The partition of a record as far as the scenario decides it.

use crate::compose::Record;

/// A partition that the record sets wins; a record without a key goes to its number modulo the partitions;
/// with a key the producer's partitioner decides, and this is `None`.
pub fn keyless_partition(record: &Record<'_>, partitions: Option<i32>) -> Option<i32> {
    if record.partition.is_some() || record.key.is_some() {
        return record.partition;
    }
    let count = u64::try_from(partitions?).ok().filter(|count| *count > 0)?;
    i32::try_from(record.origin.index % count).ok()
}
