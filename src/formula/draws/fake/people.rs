//! Topics of people: `person`, `person.*`, `job.*`.

use super::person::{Of, record, row};
use super::topic::{Source, Topic, entry, locale, spoken, text};
use crate::value::Type;
use fake::faker::{job::raw as job, name::raw as name};

pub(super) static TOPICS: &[Topic] = &[
    Topic {
        returns: row,
        ..spoken!("person", record Of; en ar cy de fa fr it ja nl pt_br pt_pt tr zh_cn zh_tw)
    },
    spoken!("person.name", text name::Name; en ar cy de fa fr it ja nl pt_br pt_pt tr zh_cn zh_tw),
    spoken!("person.first_name", entry name::FirstName; en ar cy de fa fr it ja nl pt_br pt_pt tr zh_cn zh_tw),
    spoken!("person.last_name", entry name::LastName; en ar cy de fa fr it ja nl pt_br pt_pt tr zh_cn zh_tw),
    spoken!("person.title", entry name::Title; en cy de fa fr it nl pt_pt tr zh_cn zh_tw),
    spoken!("person.suffix", entry name::Suffix; en it pt_pt tr),
    spoken!("job.title", text job::Title; en cy fa it ja nl pt_pt tr zh_cn),
    spoken!("job.field", entry job::Field; en cy fa it ja nl pt_pt tr zh_cn),
    spoken!("job.position", entry job::Position; en cy fa it ja nl pt_pt tr zh_cn),
    spoken!("job.seniority", entry job::Seniority; en cy fa it ja nl pt_pt tr zh_cn),
];
