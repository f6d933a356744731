using Engram.Ocr;
using Engram.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddOcr();
builder.AddMessaging(bus => bus.AddOcrConsumers());

var app = builder.Build();
app.MapDefaultEndpoints();
await app.RunUntilStoppedAsync();
