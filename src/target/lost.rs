//! What a target still has of a record that failed, so that it can be kept and sent again.

use super::json_record::Message;
use crate::compose::Record;
use crate::value::Time;

/// Borrowed from whoever held the record until then: nothing is copied before it is written.
#[derive(Debug, Clone)]
pub enum Lost<'a> {
    Message {
        /// Its timestamp need not be known: librdkafka does not tell it.
        message: Message<'a>,
        /// Names and values, in their order.
        headers: Vec<(&'a str, Option<&'a [u8]>)>,
    },
    /// As [`super::write_json_record`] wrote it.
    Line(&'a [u8]),
}

impl<'a> Lost<'a> {
    /// The partition that it was to go to, where that was decided.
    pub fn partition(&self) -> Option<i32> {
        match self {
            Self::Message { message, .. } => message.partition,
            Self::Line(_) => None,
        }
    }

    /// The same with its timestamp.
    pub fn at(&self, timestamp: Time) -> Self {
        let mut lost = self.clone();
        if let Self::Message { message, .. } = &mut lost {
            message.timestamp = timestamp;
        }
        lost
    }

    /// Of a record that was never taken.
    pub(super) fn of(record: &Record<'a>, partition: Option<i32>) -> Self {
        let message = Message {
            timestamp: record.timestamp,
            topic: record.topic,
            partition,
            key: record.key,
            payload: record.payload,
        };
        Self::Message { message, headers: record.headers().collect() }
    }
}
