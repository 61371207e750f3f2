//! `rushhour plan --format json` of every scenario of the gallery, against `grammar/plan.schema.json`.

use crate::folder::Folder;
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

fn complaints(plan: &Value) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let schema = std::fs::read_to_string(root.join("grammar/plan.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let mut validator = Validator { root: &schema, complaints: Vec::new() };
    validator.see("", plan, &schema);
    validator.complaints
}

fn plan(path: &str) -> Value {
    let called = Folder::new().call(&["plan", path, "--format", "json"]).done();
    serde_json::from_str(&called.out).unwrap()
}

#[test]
fn plans_of_the_gallery_are_as_the_schema_says() {
    let gallery = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    for entry in gallery.read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let plan = plan(path.to_str().unwrap());
            assert_eq!(complaints(&plan), Vec::<String>::new(), "{}", path.display());
        }
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
        assert_eq!(complaints(&plan).len(), 1, "{place}: {:?}", complaints(&plan));
    }
}
