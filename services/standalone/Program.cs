using Engram.Gateway;
using Engram.Hosting;
using Engram.Messaging.Bus;
using Engram.Standalone;
using var stop = new StopSignal();
var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
await using var database = await builder.AddPrivateDatabaseAsync();
builder.AddStandalone();
builder.AddMessaging(bus => bus.AddStandaloneConsumers());

await using var app = builder.Build();
app.MapDefaultEndpoints();
app.MapGateway();
await app.RunUntilStoppedAsync(stop.Token);
