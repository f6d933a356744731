using Engram.Gateway;
using Engram.Inference;
using Engram.MemoryIndex;
using Engram.Ocr;
using Engram.ServiceDefaults;
using Engram.Trainer;
using Engram.VisionFeatures;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddGateway();
builder.AddOcr();
builder.AddVisionFeatures();
builder.AddMemoryIndex();
builder.AddInference();
builder.AddTrainer();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapGateway();
await app.RunAsync();
