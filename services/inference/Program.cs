using Engram.Hosting;
using Engram.Inference;
using Engram.Messaging.Bus;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddInference();
builder.AddMessaging(bus => bus.AddInferenceConsumers());

var app = builder.Build();
app.MapDefaultEndpoints();
await app.RunUntilStoppedAsync();
