using Engram.Gateway;
using Engram.Hosting;
using Engram.Messaging.Bus;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddGateway();
builder.AddMessaging(bus => bus.AddGatewayConsumers());

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapGateway();
await app.RunUntilStoppedAsync();
