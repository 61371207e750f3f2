//! `rushhour plan --format json` and `run --summary` of every scenario of the gallery, against their schemas in `grammar`.

use crate::folder::{Folder, HELLO};
use serde_json::Value;
use std::path::Path;

/// Holds a value against a schema, with the few words that schemas of plain types need. A member that the schema does
/// not describe is refused, too.
struct Validator<'s> {
    root: &'s Value,
    complaints: Vec<String>,
}

impl Validator<'_> {
    fn see(&mut self, path: &str, value: &Value, schema: &Value) {
        for (word, should) in schema.as_object().unwrap() {
            let is_right = match word.as_str() {
                "type" => match should {
                    Value::Array(kinds) => kinds.iter().any(|kind| is_a(value, kind)),
                    kind => is_a(value, kind),
                },
                "const" => value == should,
                "enum" => should.as_array().unwrap().contains(value),
                // Names are numbers, and have one schema.
                "patternProperties" => {
                    let schema = should.as_object().unwrap().values().next().unwrap();
                    value.as_object().into_iter().flatten().all(|(name, member)| {
                        self.see(&format!("{path}/{name}"), member, schema);
                        name.parse::<i64>().is_ok()
                    })
                }
                "additionalProperties" => should == false,
                "minimum" => value.as_f64().is_none_or(|number| number >= should.as_f64().unwrap()),
                "anyOf" => should.as_array().unwrap().iter().any(|one| {
                    let mut inner = Validator { root: self.root, complaints: Vec::new() };
                    inner.see(path, value, one);
                    inner.complaints.is_empty()
                }),
                "required" => {
                    should.as_array().unwrap().iter().all(|name| value.get(name.as_str().unwrap()).is_some())
                }
                "$ref" => {
                    let target = self.root.pointer(should.as_str().unwrap().trim_start_matches('#')).unwrap();
                    self.see(path, value, target);
                    true
                }
                "properties" => {
                    for (name, member) in value.as_object().into_iter().flatten() {
                        match should.get(name) {
                            Some(schema) => self.see(&format!("{path}/{name}"), member, schema),
                            None => self.complaints.push(format!("{path}/{name} is not in the schema")),
                        }
                    }
                    true
                }
                "prefixItems" => {
                    let items = value.as_array().into_iter().flatten().zip(should.as_array().unwrap());
                    for (number, (item, schema)) in items.enumerate() {
                        self.see(&format!("{path}/{number}"), item, schema);
                    }
                    true
                }
                "minItems" => {
                    value.as_array().is_none_or(|items| items.len() as u64 >= should.as_u64().unwrap())
                }
                "maxItems" => {
                    value.as_array().is_none_or(|items| items.len() as u64 <= should.as_u64().unwrap())
                }
                "items" => {
                    for (number, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.see(&format!("{path}/{number}"), item, should);
                    }
                    true
                }
                "$schema" | "$defs" | "title" | "description" | "format" => true,
                other => panic!("the validator does not know `{other}`"),
            };
            if !is_right {
                self.complaints.push(format!("{path} is {value}; {word}: {should}"));
            }
        }
    }
}

fn is_a(value: &Value, kind: &Value) -> bool {
    match kind.as_str().unwrap() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("the validator does not know the type `{other}`"),
    }
}

fn complaints(file: &str, value: &Value) -> Vec<String> {
    let grammar = Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar");
    let schema = std::fs::read_to_string(grammar.join(file)).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let mut validator = Validator { root: &schema, complaints: Vec::new() };
    validator.see("", value, &schema);
    validator.complaints
}

const PLAN: &str = "plan.schema.json";
const SUMMARY: &str = "summary.schema.json";

/// The scenarios of the gallery.
fn gallery() -> impl Iterator<Item = String> {
    let gallery = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let paths = gallery.read_dir().unwrap().map(|entry| entry.unwrap().path());
    let paths = paths.filter(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.map(|path| path.to_str().unwrap().to_owned())
}

fn plan(path: &str) -> Value {
    let called = Folder::new().call(&["plan", path, "--format", "json"]).done();
    serde_json::from_str(&called.out).unwrap()
}

#[test]
fn plans_of_the_gallery_are_as_the_schema_says() {
    for path in gallery() {
        assert_eq!(complaints(PLAN, &plan(&path)), Vec::<String>::new(), "{path}");
    }
}

fn summary(path: &str, more: &[&str]) -> Value {
    let folder = Folder::new();
    let run = ["run", path, "--speed", "max", "--max-events", "300", "--summary", "out.json"];
    let called = folder.call(&[&run[..], more].concat());
    assert!(folder.has("out.json") && folder.read("out.json").starts_with('{'), "{}", called.err);
    serde_json::from_str(&folder.read("out.json")).unwrap()
}

#[test]
fn summaries_of_the_gallery_are_as_the_schema_says() {
    for path in gallery() {
        for to in ["null", "embedded"] {
            let summary = summary(&path, &["--to", to]);
            assert_eq!(complaints(SUMMARY, &summary), Vec::<String>::new(), "{path} to {to}");
        }
    }
}

#[test]
fn a_summary_of_everything_that_can_happen_is_as_the_schema_says() {
    const EXPECTING: &str = "
expect:
  - schedule_lag p99 < 1ns
  - failed == 0
  - sent == 0
  - mean of number < 4
  - unique number
";
    let folder = Folder::with("all.yaml", &HELLO.replace("at: =now", "number: =event.index"));
    folder.write("all.yaml", &(folder.read("all.yaml") + "    disorder: { drop: 20% }\n" + EXPECTING));
    let path = folder.join("all.yaml");
    let summary = summary(path.to_str().unwrap(), &["--to", "embedded", "--warmup", "20s"]);
    assert_eq!(complaints(SUMMARY, &summary), Vec::<String>::new(), "{summary}");
}

#[test]
fn the_schema_refuses_what_no_summary_is() {
    let folder = Folder::hello();
    let good = summary(folder.join("hello.yaml").to_str().unwrap(), &["--to", "embedded"]);
    let changes: [(&str, Value); 6] = [
        ("/version", 2.into()),
        ("/ending", "soon".into()),
        ("/planned", Value::Null),
        ("/streams/0/phases/0/failures", serde_json::json!([{ "cause": "unknown" }])),
        ("/topics/0/partitions/0", serde_json::json!(5)),
        ("/topics/0/partitions", serde_json::json!({ "first": good["topics"][0]["partitions"]["0"] })),
    ];
    for (place, value) in changes {
        let mut summary = good.clone();
        *summary.pointer_mut(place).unwrap() = value;
        assert!(!complaints(SUMMARY, &summary).is_empty(), "{place}");
    }
}

#[test]
fn the_schema_refuses_what_no_plan_is() {
    let gallery = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/outage.yaml");
    let good = plan(gallery.to_str().unwrap());
    let changes: [(&str, Option<Value>); 6] = [
        ("/version", Some(2.into())),
        ("/events", Some("many".into())),
        ("/seed", Some((-1).into())),
        ("/peak", Some(serde_json::json!({ "rate": 5 }))),
        ("/streams/0/phases/0/rates", Some(serde_json::json!([]))),
        ("/hash", None),
    ];
    for (place, change) in changes {
        let mut plan = good.clone();
        match change {
            Some(value) => *plan.pointer_mut(place).unwrap() = value,
            None => drop(plan.as_object_mut().unwrap().remove(&place[1..])),
        }
        let complaints = complaints(PLAN, &plan);
        assert_eq!(complaints.len(), 1, "{place}: {complaints:?}");
    }
}
