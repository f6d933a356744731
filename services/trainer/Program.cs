using Engram.Trainer;
using Engram.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddTrainer();
builder.AddMessaging(bus => bus.AddTrainerConsumers());

var app = builder.Build();
app.MapDefaultEndpoints();
await app.RunAsync();
