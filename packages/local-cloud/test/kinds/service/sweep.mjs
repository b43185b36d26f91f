console.log("swept", JSON.parse(process.env.SST_RESOURCE_Orders).url.length > 0);
