KernelBench.run()
