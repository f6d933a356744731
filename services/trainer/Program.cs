using Engram.Hosting;
using Engram.Messaging.Bus;
using Engram.Trainer;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddTrainer();
builder.AddMessaging(bus => bus.AddTrainerConsumers());

var app = builder.Build();
app.MapDefaultEndpoints();
await app.RunUntilStoppedAsync();
