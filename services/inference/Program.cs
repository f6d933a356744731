using Engram.Inference;
using Engram.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddInference();
builder.AddMessaging(bus => bus.AddInferenceConsumers());

var app = builder.Build();
app.MapDefaultEndpoints();
await app.RunUntilStoppedAsync();
