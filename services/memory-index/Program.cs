using Engram.Hosting;
using Engram.MemoryIndex;
using Engram.Messaging.Bus;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddMemoryIndex();
builder.AddMessaging(bus => bus.AddMemoryIndexConsumers());

var app = builder.Build();
app.MapDefaultEndpoints();
await app.RunUntilStoppedAsync();
