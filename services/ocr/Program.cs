using Engram.Hosting;
using Engram.Messaging.Bus;
using Engram.Ocr;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddOcr();
builder.AddMessaging(bus => bus.AddOcrConsumers());

var app = builder.Build();
app.MapDefaultEndpoints();
await app.RunUntilStoppedAsync();
