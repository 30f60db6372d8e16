"""The first network of the PyTorch tutorial, cut down to one layer, on the digits of this folder, and its int8 model.

    python models/digits/tutorial_pytorch.py
"""

import torch
from data import load
from torch.utils.data import DataLoader, TensorDataset

import swiftlet

torch.manual_seed(0)
torch.set_num_threads(1)
x_train, x_test, y_train, y_test = (torch.from_numpy(values) for values in load())

model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 10))
loss_of = torch.nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters())
for epoch in range(60):
    for images, labels in DataLoader(TensorDataset(x_train, y_train), batch_size=32, shuffle=True):
        loss = loss_of(model(images), labels)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()

with torch.no_grad():
    accuracy = (model(x_test).argmax(1) == y_test).float().mean().item()
print(f"PyTorch: {accuracy:.2%} of {len(x_test)} test images")

conversion = swiftlet.convert(model.eval(), x_train[:100].numpy(), example_inputs=x_train[:1])
evaluation = swiftlet.evaluate(conversion.model(), (x_test.numpy(), y_test.numpy()))
print(f"Swiftlet, int8: {evaluation.value:.2%}, {conversion.report.file_bytes:,} bytes")
