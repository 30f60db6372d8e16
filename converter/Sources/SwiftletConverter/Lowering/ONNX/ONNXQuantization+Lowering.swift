extension ONNXImporter {
  static var quantizationLowerings: [String: ONNXLowering] { [:] }
}
