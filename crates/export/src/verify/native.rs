//! Scores an ONNX file with an installed ONNX Runtime, loaded when it is first asked for.

use super::case::{OnnxCase, OnnxCells, OnnxInput, OnnxOutputs, OnnxReading};
use super::library::{VARIABLE, candidates, version};
use super::unproven;
use glasshouse_spec::{Fault, Receipt};
use ort::environment::Environment;
use ort::logging::LogLevel;
use ort::session::{Session, SessionInputValue, SessionOutputs};
use ort::value::Tensor;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Reloads an ONNX file in the installed ONNX Runtime, scores the case and compares.
///
/// Never fails and never panics: where no runtime is found, or it refuses the file, the receipt
/// says so in its `fault`.
pub fn run_native(onnx: &[u8], case: &OnnxCase) -> Receipt {
    match start().and_then(|(session, runtime)| score(session, onnx, case).map(|out| (out, runtime))) {
        Ok((outputs, runtime)) => case.verdict(&outputs, runtime),
        Err(fault) => unproven(&case.model_sha256, &case.onnx_sha256, &case.part, *fault),
    }
}

/// The runtime of this process: ONNX Runtime allows one environment, so it stays once it is there.
static RUNTIME: Mutex<Option<(Environment, String)>> = Mutex::new(None);

/// The environment of a library that loads, and the runtime's name with its version.
fn start() -> Result<(Environment, String), Box<Fault>> {
    let mut runtime = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if runtime.is_none() {
        *runtime = Some(first_that_loads(candidates().map_err(|named| Box::new(missing(&named)))?)?);
    }
    runtime.clone().ok_or_else(|| Box::new(no_runtime("ONNX Runtime did not start")))
}

fn first_that_loads(libraries: Vec<PathBuf>) -> Result<(Environment, String), Box<Fault>> {
    let mut fault = no_runtime("no ONNX Runtime library was found, so the ONNX file was not checked");
    for library in libraries {
        match load(&library) {
            Ok(environment) => {
                let version = version(&library).map(|v| format!(" {v}")).unwrap_or_default();
                return Ok((environment, format!("ONNX Runtime{version}")));
            }
            Err(cause) => fault = fault.with_cause(cause),
        }
    }
    Err(Box::new(fault))
}

fn load(library: &Path) -> Result<Environment, String> {
    let builder = ort::init_from(library).map_err(|e| e.to_string())?;
    let environment = builder.with_telemetry(false).build().map_err(|e| e.to_string())?;
    environment.set_log_level(LogLevel::Error);
    Ok(environment)
}

fn missing(named: &Path) -> Fault {
    no_runtime(&format!("{VARIABLE} names {}, which is not a file", named.display()))
}

fn no_runtime(message: &str) -> Fault {
    Fault::new("onnx.no_runtime", message).with_remedy(format!(
        "install it with `pip install onnxruntime` in the active Python, or let {VARIABLE} name an \
         ONNX Runtime library of version 1.{} or newer",
        ort::MINOR_VERSION
    ))
}

fn score(
    environment: Environment,
    onnx: &[u8],
    case: &OnnxCase,
) -> Result<Vec<Vec<OnnxOutputs>>, Box<Fault>> {
    let mut session = Session::builder(&environment)
        .and_then(|mut builder| builder.commit_from_memory(onnx))
        .map_err(|e| refused("ONNX Runtime does not read the file", &e))?;
    case.batches().map(|batch| run(&mut session, &batch.inputs, case.reading())).collect()
}

fn run(
    session: &mut Session,
    inputs: &[OnnxInput],
    reading: &[OnnxReading],
) -> Result<Vec<OnnxOutputs>, Box<Fault>> {
    let failed = |e: ort::Error| refused("ONNX Runtime cannot score the rows", &e);
    let feed = inputs.iter().map(tensor).collect::<Result<Vec<_>, _>>().map_err(failed)?;
    let outputs = session.run(feed).map_err(failed)?;
    reading.iter().map(|of_target| read(&outputs, of_target).map_err(failed)).collect()
}

fn tensor(input: &OnnxInput) -> ort::Result<(String, SessionInputValue<'static>)> {
    let value = match &input.cells {
        OnnxCells::Numbers(v) => Tensor::from_array(([v.len(), 1], v.clone()))?.into(),
        OnnxCells::Texts(v) => Tensor::from_string_array(([v.len(), 1], v.as_slice()))?.into(),
    };
    Ok((input.name.clone(), value))
}

fn read(outputs: &SessionOutputs<'_>, reading: &OnnxReading) -> ort::Result<OnnxOutputs> {
    let output = |name: &str| {
        outputs.get(name).ok_or_else(|| ort::Error::new(format!("the file has no output {name}")))
    };
    let labels = match &reading.label {
        Some(name) => output(name)?.try_extract_strings()?.1,
        None => Vec::new(),
    };
    let numbers = match &reading.numbers {
        Some(name) => output(name)?.try_extract_tensor::<f32>()?.1.to_vec(),
        None => Vec::new(),
    };
    Ok(OnnxOutputs { labels, numbers })
}

fn refused(message: &str, error: &ort::Error) -> Box<Fault> {
    let fault = Fault::new("onnx.refused", message).with_cause(error.message().to_owned());
    Box::new(fault.with_remedy("the model itself is whole; keep the bundle, and report this with the recipe"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_that_are_none_are_passed_over() {
        let folder = std::env::temp_dir().join(format!("glasshouse-native-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let nonsense = folder.join("libonnxruntime.so.1.31.1");
        std::fs::write(&nonsense, b"not a library").unwrap();
        // A library, but another one: the linker finds it by its name.
        let other = PathBuf::from("libc.so.6");
        let fault = first_that_loads(vec![nonsense.clone(), other.clone()]).err().unwrap();
        assert_eq!((fault.code.as_str(), fault.causes.len()), ("onnx.no_runtime", 2));
        assert!(fault.remedy.unwrap_or_default().contains("pip install onnxruntime"));

        let real = candidates().unwrap();
        let (_, runtime) = first_that_loads([vec![nonsense, other], real].concat()).unwrap();
        assert!(runtime.starts_with("ONNX Runtime"), "{runtime}");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
