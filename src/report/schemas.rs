//! The schemas under `grammar` are those of the types that are written.

#[cfg(test)]
mod tests {
    use super::super::sizes::PlanReport;
    use crate::run::Summary;
    use schemars::JsonSchema;
    use schemars::generate::SchemaSettings;
    use serde_json::Value;
    use std::path::Path;

    fn schema<T: JsonSchema>() -> Value {
        let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
        generator.into_root_schema_for::<T>().into()
    }

    /// Writes a schema anew where it is another one.
    fn is_written(schema: &Value, file: &str) {
        let should_be = serde_json::to_string_pretty(schema).unwrap() + "\n";
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar").join(file);
        if std::fs::read_to_string(&path).unwrap_or_default() != should_be {
            std::fs::write(&path, should_be).unwrap();
            panic!("{} is stale; it is now written anew: look at the difference", path.display());
        }
    }

    fn is_described(schema: &Value) {
        match schema {
            Value::Object(object) => {
                for (member, is) in object.get("properties").and_then(Value::as_object).into_iter().flatten()
                {
                    assert!(is["description"].is_string(), "{member} of {schema}");
                }
                object.values().for_each(is_described);
            }
            Value::Array(all) => all.iter().for_each(is_described),
            _ => {}
        }
    }

    #[test]
    fn the_schema_of_plans_is_that_of_their_types() {
        is_written(&schema::<PlanReport>(), "plan.schema.json");
    }

    #[test]
    fn the_schema_of_summaries_is_that_of_their_types() {
        is_written(&schema::<Summary>(), "summary.schema.json");
    }

    #[test]
    fn every_member_is_described() {
        is_described(&schema::<PlanReport>());
        is_described(&schema::<Summary>());
    }
}
