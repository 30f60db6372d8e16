import Swiftlet
import SwiftletCore
import SwiftletTerminal

extension Diagnostic {
  /// Tells of a file that could not be read or written.
  init(_ fault: FileFault) {
    self.init(.failure, fault.description, help: fault.remedy)
  }

  /// Tells of an array that could not be read.
  init(_ fault: NumpyFault, path: String) {
    if case .file(let fault) = fault {
      self.init(fault)
    } else {
      self.init(
        .failure, "cannot read '\(path)': \(fault.description)", help: fault.remedy)
    }
  }

  /// Tells of a model that could not be opened or loaded, with the operator at fault where the file
  /// was opened.
  init(_ error: ModelError, in model: Model? = nil) {
    guard case .refused(let fault, let path?) = error, let model,
      model.operators.indices.contains(fault.step),
      let code = model.operators[fault.step].code
    else {
      self.init(.failure, error.description, help: error.remedy)
      return
    }
    self.init(
      .failure, "cannot load '\(path)': \(fault.text(operatorName: "\(code)"))",
      help: error.remedy)
  }
}
