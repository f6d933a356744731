using Engram.Hosting;
using Engram.Messaging.Bus;
using Engram.VisionFeatures;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddVisionFeatures();
builder.AddMessaging(bus => bus.AddVisionFeaturesConsumers());

var app = builder.Build();
app.MapDefaultEndpoints();
await app.RunUntilStoppedAsync();
