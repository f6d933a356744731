using Engram.Gateway;
using Engram.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddGateway();
builder.AddMessaging(bus => bus.AddGatewayConsumers());

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapGateway();
await app.RunUntilStoppedAsync();
