//! Topics of everything else: `lorem.*`, `file.*`, `color.*`, `software.*`, `automotive.*`.

use super::topic::{Source, Topic, entry, locale, spoken, text, unspoken};
use crate::random::Generator;
use crate::value::{Context, Type, Value};
use fake::Dummy;
use fake::faker::{automotive::raw as automotive, filesystem::raw as file, lorem::raw as lorem};
use fake::locales::EN;
use rand::RngExt;

pub(super) static TOPICS: &[Topic] = &[
    spoken!("lorem.word", entry lorem::Word; en zh_cn),
    spoken!("lorem.words", joined lorem::Words, 3..7; en zh_cn),
    spoken!("lorem.sentence", text lorem::Sentence, 5..13; en zh_cn),
    spoken!("lorem.paragraph", joined lorem::Sentences, 3..7; en zh_cn),
    spoken!("file.name", text file::FileName; en),
    spoken!("file.path", text file::FilePath; en),
    unspoken!("file.extension", |generator, cx| entry(&file::FileExtension(EN), generator, cx)),
    unspoken!("file.mime_type", |generator, cx| text(&file::MimeType(EN), generator, cx)),
    unspoken!("software.version", |generator, cx| text(&file::Semver(EN), generator, cx)),
    unspoken!("color.hex", color),
    spoken!("automotive.licence_plate", text automotive::LicencePlate; fr it nl pt_pt),
];

/// Words or sentences with a space between them.
fn joined<'a, F>(faker: &F, generator: &mut Generator, cx: &Context<'a>) -> Value<'a>
where
    Vec<String>: Dummy<F>,
{
    Value::Text(cx.arena.alloc_str(&Vec::<String>::dummy_with_rng(faker, generator).join(" ")))
}

fn color<'a>(generator: &mut Generator, cx: &Context<'a>) -> Value<'a> {
    Value::Text(cx.arena.alloc_str(&format!("#{:06x}", generator.random_range(0..0x100_0000_u32))))
}
