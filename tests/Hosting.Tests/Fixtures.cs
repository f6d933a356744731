using Engram.TestKit;

[assembly: AssemblyFixture(typeof(RabbitMqFixture))]
