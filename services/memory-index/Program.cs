using Engram.MemoryIndex;
using Engram.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddMemoryIndex();
builder.AddMessaging(bus => bus.AddMemoryIndexConsumers());

var app = builder.Build();
app.MapDefaultEndpoints();
await app.RunUntilStoppedAsync();
