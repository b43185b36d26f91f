/** A JSONata string on one line, as asl-validator wants it. */
export const jsonata = (text: string) => `{% ${text.trim().replace(/\s*\n\s*/g, " ")} %}`;

/** JSONata that may use `$event` (the bus event), `$order` (its data), `$table`, and the functions below. */
export const expression = (body: string) =>
  jsonata(`(
  $table := $states.input.table;
  $event := $parse($states.input.body);
  $order := $event.detail.data;
  $cause := $event.detail.metadata;

  $reservationKey := {'pk': {'S': 'order#' & $order.orderId}, 'sk': {'S': 'reservation'}};

  $stockKey := function($storeId, $sku) {
    {'pk': {'S': 'store#' & $storeId}, 'sk': {'S': 'stock#' & $sku}}
  };

  /* The event id derives from the event that is answered, so that a repeated one gives the same id. */
  $outbox := function($name, $step, $data) {(
    $eventId := $cause.eventId & '-' & $step;
    {
      'pk': {'S': 'outbox#' & $order.orderId},
      'sk': {'S': $eventId},
      'entity': {'S': 'outbox'},
      'source': {'S': 'sourdough.inventory'},
      'detailType': {'S': $name},
      'detail': {'S': $string({
        'metadata': {
          'eventId': $eventId,
          'version': 1,
          'occurredAt': $now(),
          'correlationId': $cause.correlationId,
          'causationId': $cause.eventId,
          'traceparent': $cause.traceparent
        },
        'data': $data
      })},
      'ttl': {'N': $string($floor($toMillis($now()) / 1000) + 604800)}
    }
  )};

  $reservationId := 'res-' & $substringAfter($order.orderId, '-');

  $plainLines := function($item) {
    [$item.lines.L.M.{'sku': sku.S, 'quantity': $number(quantity.N)}]
  };

  ${body}
)`);

/** ARN of an AWS SDK task. */
export const dynamodb = (operation: string) => `arn:aws:states:::aws-sdk:dynamodb:${operation}`;
