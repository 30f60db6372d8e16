extension ONNXImporter {
  static var resizeLowerings: [String: ONNXLowering] { [:] }
}
